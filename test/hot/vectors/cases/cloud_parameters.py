"""Parameters as CloudFormation writes them."""

from words import ABSENT, parameters
from parameters_and_constraints import GIVEN

TYPES = ['String', 'Number', 'CommaDelimitedList', 'Json', 'Boolean']


def typed(name, *values, **more):
    return {'Type': name, **more}, list(values)


CASES = [
    *[typed(name, *GIVEN, ABSENT) for name in TYPES],
    *[typed(name, 'a') for name in ('string', 'List<String>', 'AWS::EC2::KeyPair::KeyName', '', None)],
    ({}, ['a']), ({'type': 'string'}, ['a']), (None, ['a']), ('String', ['a']), typed('String', 'a', Extra=1),
    typed('String', 'a', ABSENT, Default='d'), typed('String', ABSENT, Default=None),
    typed('String', 'a', NoEcho=True),
    typed('String', 'a', NoEcho='true'), typed('String', 'a', NoEcho='maybe'),
    typed('String', 'a', Description='d', Label='l'),
    typed('String', 'a', 'ab', 'abcd', '', MinLength=2, MaxLength=3), typed('String', 'a', 'ab', MinLength='2'),
    typed('String', 'a', MinLength='x'), typed('String', 'a', 'ab', MaxLength=1),
    typed('Number', '1', 5, 11, MinValue=2, MaxValue=10),
    typed('Number', 1, 2.5, MinValue='2'), typed('String', 'a', MinValue=2), typed('Number', 5, MinLength=2),
    typed('String', 'a', 'b', AllowedValues=['a']), typed('Number', 1, '1', 2, AllowedValues=[1]),
    typed('String', 'a', AllowedValues='a'),
    typed('CommaDelimitedList', 'a', 'a,b', 'c', AllowedValues=['a', 'b']),
    typed('String', 'a', '1', AllowedPattern='[a-z]'),
    typed('String', '1', AllowedPattern='[a-z]', ConstraintDescription='one letter'),
    typed('Number', 5, AllowedPattern='[0-9]'),
    typed('String', ABSENT, Default='1', AllowedPattern='[a-z]'),
    typed('String', '1', AllowedPattern='[a-z]', NoEcho='true'),
    typed('String', 'a', MinLength=2, AllowedValues=['b']), typed('Json', '{"a": 1}', MinLength=2),
]

TOPICS = [parameters('cloud-parameters', CASES, ['HeatTemplateFormatVersion', 'AWSTemplateFormatVersion'])]
