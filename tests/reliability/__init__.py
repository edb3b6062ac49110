"""Delivery under fire: killed, stopped, starved and doubled senders, and what arrived."""
