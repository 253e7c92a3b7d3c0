"""The contracts between services: message structs and topics, generated from `contracts/`."""
