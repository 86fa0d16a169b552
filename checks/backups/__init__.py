"""Recognisers of the mails in which backup programs tell how a run went: text in, verdict and evidence out. Pure."""
