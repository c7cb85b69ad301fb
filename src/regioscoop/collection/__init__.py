"""From documents and lists to an edition.

`regioscoop.collection.documents` finds the linked parties in budgets, each value with its place.
`regioscoop.collection.linking` says which records of two lists are the same arrangement.
`regioscoop.collection.coding` gives arrangements their codes, each with probability and evidence.
`regioscoop.collection.models` asks a language model what both leave unsure, within one budget.
`regioscoop.collection.run` is the whole chain, `regioscoop.collection.workspace` remembers what it made
and what people decided, `regioscoop.collection.workers` spreads the work.
`regioscoop.collection.quality` measures how good a register is; `regioscoop.collection.updating` replaces
what an edition says of some areas.
"""
