"""An exception of Heat's as it is recorded."""

import re


class NoJson(Exception):
    """Heat gave a value that JSON cannot say."""


# How Python speaks of a mistake in a program rather than in its input.
PYTHON = re.compile(
    r"unhashable|object is not|object has no attribute|object does not|indices must be|not supported between|"
    r"argument of type|takes |values to unpack|must be str, not|string index out|unsupported operand|expected str|"
    r"can't multiply|can only concatenate|required argument|object of type|not iterable|expected string or bytes|"
    r"int\(\) argument|not all arguments converted|descriptor|codec can't encode|recursion|length 1; 2 is required|"
    r"update sequence element|cannot convert dictionary|empty separator|must be a string or|quote_from_bytes|"
    r"must be str or None|format requires a mapping|requires string as left operand|first argument must be|float\(\) argument|cannot unpack|positional argument"
)
CRASHES = (NoJson, AttributeError, AssertionError, IndexError, NameError, RecursionError, NotImplementedError)


def fault(error, stage):
    text = str(error)
    core, kind = text, type(error)
    seen = error
    # Heat puts each fault into that of the function around it: the innermost says what is wrong.
    while seen is not None:
        said = str(seen)
        if said and text.endswith(said) and (said == text or text[:-len(said)].endswith(': ')):
            core, kind = said, type(seen)
        seen = seen.__cause__ or seen.__context__
    result = {'stage': stage, 'class': type(error).__name__}
    where = stable(text[:-len(core)] if core else '').removesuffix(': ')
    message = getattr(error, 'error_message', None)
    if core == text and message and text.endswith(message):
        core, where = message, stable(text[:-len(message)]).removesuffix(': ')
    result['message'] = stable(core)
    if where:
        result['where'] = where
    if issubclass(kind, CRASHES) or PYTHON.search(core):
        result['crash'] = True
    return result


def stable(text):
    """Without what differs from run to run and from machine to machine."""
    text = re.sub(r'0x[0-9a-f]{6,}', '0x...', text)
    return re.sub(r'(Algorithm must be one of) .*', r'\1 ...', text)
