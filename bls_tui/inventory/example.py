"""The example that `bls init` writes. Everything in it is commented out: nothing is watched until somebody says so."""

EXAMPLE_INVENTORY = """\
# What bls looks after. Take the # away and put your own in; `bls inventory diff` shows what would change.
# Every key, with examples, is in docs/inventory.md.

#[customer.acme]
#name = "Acme S.p.A."
#
#[customer.acme.site.milano]
#name = "Milano, via Roma 1"
#
#[snmp.acme]
#version = "3"
#user = "monitor"
#auth_protocol = "SHA256"
#auth_password = { env = "ACME_SNMP_AUTH" }
#priv_protocol = "AES"
#priv_password = { env = "ACME_SNMP_PRIV" }

# What holds for every host of this file.
#[defaults]
#customer = "acme"
#site = "milano"
#snmp = "acme"

#[host.router]
#address = "192.0.2.1"
#templates = ["router"]

#[host.srv01]
#address = "192.0.2.10"
#templates = ["windows"]
#parents = ["router"]

#[host.srv01.service.disk]
#warn_percent = 85
#crit_percent = 95

#[host.srv01.service.shop]
#probe = "http"
#ssl = true
#host = "shop.example.com"
#expect = "Add to basket"
"""
