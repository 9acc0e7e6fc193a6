// What an independent implementation (Digital Bazaar's) says of credentials. Standard input:
// {credentials, documents: {address: document}}; standard output: one {verified, gone, error} for each credential. No network.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';

globalThis.fetch = () => { throw new Error('something wanted to leave the machine'); };
const here = createRequire(process.argv[2] + '/');
const load = name => import(pathToFileURL(here.resolve(name)));

const vc = await load('@digitalbazaar/vc');
const {DataIntegrityProof} = await load('@digitalbazaar/data-integrity');
const {cryptosuite} = await load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const {checkStatus} = await load('@digitalbazaar/vc-bitstring-status-list');

const {credentials, documents} = JSON.parse(readFileSync(0, 'utf8'));
const asked = [];
const documentLoader = async url => {
  const document = documents[url];
  if(!document) { throw new Error(`nothing is at ${url}`); }
  asked.push(url);
  return {contextUrl: null, documentUrl: url, document, tag: 'static'};
};
const suite = new DataIntegrityProof({cryptosuite});
const answers = [];
for(const credential of credentials) {
  let status = {results: []};
  const found = await vc.verifyCredential({
    credential, suite, documentLoader,
    checkStatus: async options => {
      status = await checkStatus({...options, suite, documentLoader, verifyBitstringStatusListCredential: true});
      return status;
    }
  });
  // This library calls the status of a revoked credential "verified": what counts is the bit.
  answers.push({
    verified: found.verified,
    gone: status.results.map(one => one.status),
    error: found.error ? String((found.error.errors || [found.error]).map(one => one.message)) : ''
  });
}
console.log(JSON.stringify({answers, asked}));
