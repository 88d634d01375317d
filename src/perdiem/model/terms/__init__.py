"""The terms of a contract, one section of the file to a class.

Every term is optional: absent means that the contract is silent, which is a value of its own. Every term has a
title, a meaning, a unit where it is a number, and a sentence that says it in words (used in reports, comparisons
and Word amendments).
"""
