"""What can be looked up: the catalogue of rules, the topics of the help, about the program."""
