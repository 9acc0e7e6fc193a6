"""Certificates: issued once, signed, on paper and as files; checked by anyone, with a line or without.

Which room is whose:

* issuing: `issuing participation programmes children names numbers statement snapshot sharing revoking erasing repair`
* signing: `credential vocabulary signing vc_jwt token code status_list seals signing_again endorsing issuer trust bundle_trust`
* checking: `verifying unwrapping plain_json trusted known offline_page`, and in a browser `static/offline/verify/`
* paper and pictures: `pdf pdf_page paper paper_words fonts frame sheet qr badge shapes baking files`
* who recognises what: `recognition*`, `prior_learning*`
* HTTP: `*_views page`; rows: `models/`
"""
