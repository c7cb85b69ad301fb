"""From documents and lists to an edition: linking, so far.

`regioscoop.collection.linking` says which records of two lists are the same arrangement.
`regioscoop.collection.quality` measures how good a register is; `regioscoop.collection.updating` replaces what
an edition says of some areas.
"""
