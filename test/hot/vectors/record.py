#!/usr/bin/python3
"""Records what a real Heat makes of the template language, for test/hot/vectors.test.ts to hold ours to.

On Debian 12, with Heat's own code and none of its services:

    apt-get install python3-heat
    /usr/bin/python3 test/hot/vectors/record.py            # all topics
    /usr/bin/python3 test/hot/vectors/record.py str_split  # some

It asks nothing of any network, database or clock, and writes the same files each time. What is asked stands in
`cases`, what was answered in `data`, a file for each topic:

    {"topic", "kind", "recorded_from", "vectors": [{"in", "snippet", "outcomes": [{"versions", "value" or "error"}]}]}

`in` names the surroundings of `data/surroundings.json`. Versions whose outcome is the same share it. An error says
at which stage Heat found it, with the class and the message that a user is told; `where` is what Heat puts before
the message. `crash` marks those that only say that Heat's program failed.
"""

import os
import sys

# The order of sets shows in some messages.
if os.environ.get('PYTHONHASHSEED') != '0':
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, 'PYTHONHASHSEED': '0'})

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(HERE, 'recorder'), os.path.join(HERE, 'cases')]

import importlib  # noqa: E402
import logging  # noqa: E402
import warnings  # noqa: E402

warnings.simplefilter('ignore')
logging.disable(logging.CRITICAL)

import ask_heat as heat  # noqa: E402
from surroundings import SURROUNDINGS, sections  # noqa: E402
from words import ABSENT  # noqa: E402
from writing import write  # noqa: E402

MODULES = ['references', 'text', 'collections_of', 'choices', 'cloud_formation', 'yaql_and_nesting',
           'parameters_and_constraints', 'cloud_parameters', 'templates', 'documents', 'environments']
RECORDED_FROM = 'Heat 19.0.0'
# Versions that do not know a function take it for a plain map: a few calls show that.
SHOWN_ELSEWHERE = 3
# What does not depend on the template's version is asked of one.
NEWEST = '2021-04-16'


def versions_of(topic, place):
    if topic['versions'] == 'all':
        return heat.VERSIONS
    if topic['versions']:
        return topic['versions']
    knowing = [version for version in heat.VERSIONS if heat.has_function(version, topic['topic'])]
    return heat.VERSIONS if place < SHOWN_ELSEWHERE else knowing


def surrounded(version, name, extra=None):
    around = SURROUNDINGS[name]
    document = {**heat.header(version), **sections(name, heat.is_hot(version)), **(extra or {})}
    return heat.Question(document, around['given'], around['files'], around['resources'], around.get('parent'))


def ask_function(version, name, snippet):
    return heat.ask(surrounded(version, name), 'function', snippet)


def ask_condition(version, name, definition):
    key = 'conditions' if heat.is_hot(version) else 'Conditions'
    beside = sections(name, heat.is_hot(version))[key]
    return heat.ask(surrounded(version, name, {key: {**beside, 'subject': definition}}), 'condition', 'subject')


def ask_parameter(version, definition, given):
    document = {**heat.header(version), 'parameters' if heat.is_hot(version) else 'Parameters': {'p': definition}}
    return heat.ask(heat.Question(document, {} if given is ABSENT else {'p': given}), 'parameter', 'p')


def ask_document(_version, text):
    return heat.ask(heat.Question({}), 'read', text)


def ask_template(version, case):
    question = heat.Question({**heat.header(version), **case['template']}, case.get('given'), case.get('files'),
                             case.get('known'), None, case.get('defaults'))
    return heat.ask(question, 'whole')


def ask_environments(case):
    question = heat.Question({**heat.header(NEWEST), 'parameters': case['parameters']})
    return heat.ask(question, 'environments', case['files'])


def ask_registry(case):
    return heat.ask(heat.Question({}), 'registry', case['registry'], case['type'], case['resource'])


def grouped(versions, outcome_of):
    """One entry for each outcome, with the versions that have it."""
    groups = []
    for version in versions:
        outcome = outcome_of(version)
        for group, same in groups:
            if repr(same) == repr(outcome):
                group.append(version)
                break
        else:
            groups.append(([version], outcome))
    return [{'versions': named(group), **outcome} for group, outcome in groups]


def named(versions):
    """Neighbours as a range."""
    runs = []
    for version in versions:
        place = heat.VERSIONS.index(version)
        if runs and runs[-1][-1] == place - 1 and heat.is_hot(version):
            runs[-1].append(place)
        else:
            runs.append([place])
    words = [' to '.join(heat.VERSIONS[place] for place in sorted({run[0], run[-1]})) for run in runs]
    return ', '.join(words)


def vectors_of(topic):
    kind = topic['kind']
    if kind == 'parameter':
        for definition, values in topic['cases']:
            for given in values:
                asked = {'parameter': definition, **({} if given is ABSENT else {'given': given})}
                yield {**asked, 'outcomes': grouped(topic['versions'], lambda v: ask_parameter(v, definition, given))}
    elif kind == 'document':
        for text in topic['cases']:
            yield {'text': text, 'outcomes': grouped(topic['versions'], lambda v: ask_document(v, text))}
    elif kind in ('environments', 'registry'):
        ask = ask_environments if kind == 'environments' else ask_registry
        for case in topic['cases']:
            yield {**case, 'outcomes': [{'versions': NEWEST, **ask(case)}]}
    elif kind == 'template':
        for case in topic['cases']:
            yield {**case, 'outcomes': grouped(topic['versions'], lambda v: ask_template(v, case))}
    else:
        ask = ask_function if kind == 'function' else ask_condition
        for place, (name, snippet) in enumerate(topic['cases']):
            versions = versions_of(topic, place)
            yield {'in': name, 'snippet': snippet, 'outcomes': grouped(versions, lambda v: ask(v, name, snippet))}


def asked(named_versions):
    """How many versions a text that `named` made stands for."""
    ends = [[heat.VERSIONS.index(each) for each in run.split(' to ')] for run in named_versions.split(', ')]
    return sum(run[-1] - run[0] + 1 for run in ends)


def file_name(topic):
    return topic.replace('::', '-')


def main(wanted):
    heat.start()
    data = os.path.join(HERE, 'data')
    total = size = 0
    for module in MODULES:
        for topic in importlib.import_module(module).TOPICS:
            if wanted and topic['topic'] not in wanted:
                continue
            vectors = list(vectors_of(topic))
            count = sum(asked(each['versions']) for vector in vectors for each in vector['outcomes'])
            content = {'topic': topic['topic'], 'kind': topic['kind'], 'recorded_from': RECORDED_FROM, 'vectors': vectors}
            size += write(os.path.join(data, file_name(topic['topic']) + '.json'), content)
            total += count
            print('%-32s %5d vectors' % (topic['topic'], count))
    size += write(os.path.join(data, 'surroundings.json'), SURROUNDINGS)
    print('%d vectors, %d bytes' % (total, size))


if __name__ == '__main__':
    main(sys.argv[1:])
