"""The files of the Node generation (decision 24; shapes in IO_CONTRACT section 3).

They say what was measured, in that generation's words. What it guessed is null here, with the code
in ``_nulls``: actions, scenes behind people, eye contact, moments of engagement, kinds of text.
"""
