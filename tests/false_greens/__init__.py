"""The false-green corpus: known ways in which a tool says that all is well although it is not.

Each case is a function in the file of its family. It plays one scene twice: with the trick, and without it
(``stage.pick(tricked, sound)`` is all that differs). With the trick it must end with the exit code of the case, say
what is wrong in words that no other case hears, and look green in no format; without it, it must come out otherwise.
A new case is one function:

    @false_green("cnspec leaves a check that could not run out of the score", says="control left-out is error")
    def a_check_that_could_not_run(stage): ...

Most cases are records as data, judged by the command line; a few scan loopback servers, where the trick is about the
network, or the probes of ``tests/plugins``, which crash, hang and lie.
"""
