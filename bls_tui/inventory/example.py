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
#[contact.acme-rossi]
#customer = "acme"
#site = "milano"
#name = "Mario Rossi"
#role = "IT manager"
#mail = "mario.rossi@acme.example"
#phone = "02 123456"

# What is promised to the customer, and in which hours it counts.
#[contract.acme]
#customer = "acme"
#includes = ["monitoring", "help desk", "tele-assistance"]
#calendar = "milano"
#lead = "anna"
#sla1 = "4h"
#sla2 = "2d"
#
#[contract.acme.override.urgent]
#priority = "urgent"
#sla1 = "30m"
#
#[calendar.milano]
#hours = { "mon-fri" = ["09:00-13:00", "14:00-18:00"] }
#country = "IT"
#province = "MI"

# Who works calls: the key is the login of the operating system. Somebody unknown may look and not touch.
#[technician.anna]
#name = "Anna Bianchi"
#roles = ["technician", "lead"]
#competences = { backup = 4, firewall = 2 }
#calendar = "milano"
#
#[typology.backup]
#name = "Backup"
#
#[typology.firewall]
#name = { it = "Regole del firewall", en = "Firewall rules" }

# Backups that confirm by mail; the mailbox is one of bls.toml.
#[process.acme-nightly]
#customer = "acme"
#mailbox = "backup"
#sender = "*@acme.example"
#job = "Nightly"
#at = "mon-fri 22:00"
#duration = "3h"
#calendar = "milano"

# How to speak SNMP there.
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
