"""The desk over HTTP: each view finds its rows, asks who is there, calls one action and answers."""
