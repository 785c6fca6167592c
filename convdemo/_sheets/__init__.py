"""What problem sheets are made of: one module for each chapter's problems, and the writers.

`draw` gives the numbers, `made` says what a problem is, `loops` counts and adds without formulas,
`catalogue` lists the chapters with their problems. `markdown` and `html` write a sheet, `filled`
reads what came back, and `marking` compares.
"""
