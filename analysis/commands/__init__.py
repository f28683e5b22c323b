"""The commands of cutline that have files of their own, and what all commands share.

`arguments` says what the terminal may give, `inputs` reads the articles and settles the options,
`messages` says what a person should know beside the result, and `bars` shows how far long work has
come. `coding` holds the commands on codes: `cutline code`, `agree` and `estimate`. `analysis.cli` puts
all commands together.
"""
