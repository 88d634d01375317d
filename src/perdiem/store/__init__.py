"""What is kept between runs: requests for authorization, decisions, attachments, and a history that only grows.

A store is a database named by its address: a SQLite file by default, PostgreSQL by URL. See `perdiem.store.opening`.
"""
