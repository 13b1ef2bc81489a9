import type { Difference } from './difference.js';

/** One refuses what the other takes, or the values differ. Each reason stands in docs/writing-templates.md too. */
export const outcomes: readonly Difference[] = [
  ...outcome('a function of a younger version is a fault, where Heat takes it for a plain map', [
    [/./, /^refused: The function "\w+" is not supported in this version of HOT/, /^\{"|^false$/],
  ]),
  ...outcome(
    'what Heat would lose silently is a fault: keys that mean nothing, repeated ones, sections that are no maps',
    [
      [/^str_replace/, /^refused: "str_replace\w*" syntax should be/, /^"y" of/],
      [
        /^(outputs|cloud-templates)$/,
        /^refused: "\w+" is not a valid keyword inside an? \w+ definition/,
        /^\{"resources"/,
      ],
      [/./, /^refused: The section "\w+" must be a map, not (\[\]|""|0|false)/, /^\{"resources"/],
      [
        /^sections$/,
        /^refused: The (description must be a string|parameter_groups should be a list), not/,
        /^\{"resources"/,
      ],
      [/^sections$/, /^refused: The template section is invalid: __undefined__/, /^\{"resources"/],
      [/^parameter-schemas$/, /^refused: Invalid key 'schema' for parameter/, /^"x"$/],
      [/^documents$/, /^refused: The key "\w" is repeated/, /^\{/],
    ],
  ),
  ...outcome('a key that is null is as if it were not there, and a description may be a number', [
    [
      /^resources$/,
      /^\{"resources":\{"a":.*"properties":\{\}/,
      /^refused: Resource a \w+ type must be \w+( or string)?$/,
    ],
    [
      /^sections$/,
      /^\{"resources":\{\}/,
      /^refused: (Conditions validation error: .*NoneType|The template section is invalid: conditions)/,
    ],
    [/^parameter-schemas$/, /^"x"$/, /^refused: Tags property should be a list/],
  ]),
  ...outcome('flags and tags are what they say they are', [
    [/./, /^refused: "(hidden|immutable)" must be true or false, not /, /^"\w"$/],
    [/^parameter-schemas$/, /^refused: "tags" must be a list of strings, not /, /^"x"$/],
  ]),
  ...outcome('a text is no list or map, and a number is no boolean, where Heat writes them as Python does', [
    [/parameter/, /^refused: .*(Value must be a string|List items must be strings): /, /./],
    [/parameter/, /^refused: .*could not convert string to float: (true|false)/, /^(true|false)$/],
    [/parameter/, /^refused: m\w+ of a \w+ constraint must be numeric, not true/, /./],
  ]),
  ...outcome('numbers that JSON does not carry exactly are faults, as are digits of other scripts', [
    [/./, /^refused: .*[Tt]he number is too large to be kept exactly/, /./],
    [/parameter|cloud/, /^refused: .*could not convert string to float: "\u0661"/, /^1$/],
  ]),
  ...outcome('a number has one form: 1.0 is 1, -0.0 is 0', [
    [/./, /./, /(^|[^\d.])-?\d+\.0(?![.\d])/],
    [/^get_param$/, /^"y" of \[\]$/, /^"" of \[\]$/],
    [/^get_attr$/, /^"q" of \[there\]$/, /^null of \[there\]$/],
    [/^parameter-length$/, /^"aaaaaaaaaa"$/, /must be integral/],
  ]),
  ...outcome('the numbers among the allowed values of a list are text, as the items of the list are', [
    [/^parameter-allowed-values$/, /^\["1"/, /^refused: .*is not an allowed value \[1, 2\]/],
  ]),
  ...outcome('a pattern has to match the whole value in any way that it can', [
    [/^parameter-allowed-pattern$/, /^"a/, /^refused: .*does not match pattern "(a\|ab|a\?\?|a\*\?)"/],
  ]),
  ...outcome('the names of characters are not known to patterns', [
    [/^parameter-allowed-pattern$/, /is not a regular expression: bad escape \\N /, /^"/],
  ]),
  ...outcome('json_string is a constraint of younger versions of Heat', [
    [/^parameter-custom-constraint$/, /^"(5|\{\\"a\\": 1\})"$/, /json_string \(constraint not found\)/],
  ]),
  ...outcome('all arguments of and and or are looked at: one at fault would be one with other parameters', [
    [
      /^(Fn::)?(and|or|And|Or)$|^conditions$/,
      /^refused: (Invalid condition|Circular definition for condition|The Parameter) /,
      /^(true|false)$|^\{"resources":\{\},"outputs":\{"a":(true|false)/,
    ],
  ]),
  ...outcome('a default is held against its constraints as what it comes to, not as its text', [
    [
      /^parameter-defaults$/,
      /^(\{|\[\]$)/,
      /Invalid default .*(length \(\d+\) is out of range|not an allowed value)/,
    ],
    [/^parameter-defaults$/, /^refused: Invalid default of parameter "p": length \(0\)/, /^\{"a":1,"b":2\}$/],
  ]),
  ...outcome('a condition is worked out also where nothing asks for it', [
    [
      /^conditions$/,
      /^refused: (The expression of "yaql" failed|Function "get_param" must have arguments|The Parameter \(nobody\) was)/,
      /^\{"resources":\{\},"outputs":\{"o":1\}\}$/,
    ],
  ]),
  ...outcome('null is no condition', [
    [
      /./,
      /^refused: (Invalid condition "null"|Argument to "Fn::Not" must be a condition)/,
      /^(true|false|"yes" of \[\])$/,
    ],
  ]),
  ...outcome('a resource whose condition is false is not looked at', [
    [/^conditional-resources$/, /^\{"resources":\{\}/, /^refused: /],
  ]),
  ...outcome('a function in the place of the properties is the name of one, which the type does not have', [
    [/^elided$/, /"properties":\{"if":/, /^refused: resources\.a\.properties\.if: /],
  ]),
  ...outcome(
    'an attribute whose name is computed is looked for once its resource is there, and is null if it is none',
    [[/^get_attr$/, /^null of \[other, there\]$/, /^refused: get_attr: The Referenced Attribute /]],
  ),
  ...outcome('there is no Nova to ask for its zones', [[/^Fn::GetAZs$/, /nova|^""/, /north|south/]]),
  ...outcome('the whole map, the delimiter and the names of keys may be computed', [
    [/^make_url$/, /^"" of /, /must be a map/],
    [/^Fn::Split$/, /^\["a","b"\] of/, /Delimiter for Fn::Split must be string/],
    [/^Fn::MemberListToMap$/, /^\{\} of/, /Key Name must be a string/],
  ]),
  ...outcome('arguments are a list, not the keys of a map, nor null', [
    [
      /^Fn::(GetAtt|MemberListToMap)$/,
      /^refused: (Arguments to "Fn::GetAtt"|Member list must be a list)/,
      / of \[/,
    ],
    [/^str_split$/, /^refused: Incorrect arguments to "str_split" should be: .*: null/, /^\[/],
  ]),
  ...outcome('a port is a whole number, or none at all', [
    [/^make_url$/, /^refused: Invalid URL port/, /^"http:\/\/h:/],
    [/^make_url$/, /^"http:\/\/h" of/, /^refused: .*Invalid URL port ""/],
  ]),
  ...outcome('keys that are whole numbers come first', [
    [/^(make_url|repeat)$/, /^("http:\/\/h\?0=|\["0",)/, /0=zero|"0"/],
  ]),
  ...outcome('what is only referred to is looked at after what it refers to, and has an id', [
    [/^resources$/, /"external_id":"x"/, /^refused: Invalid dependency with external|"external_id":"x"/],
    [
      /^resources$/,
      /^refused: (The external_id is empty|Resource a external_id type must be string)/,
      /"external_id":/,
    ],
  ]),
  ...outcome('a resource has a name', [
    [/^resources$/, /^refused: Resource name "" must have 1 to 255/, /^\{"resources":\{"":/],
  ]),
  ...outcome('parameters that are always there are parameters', [
    [/^sections$/, /^\{"resources"/, /^refused: .*The grouped parameter OS::stack_name does not reference/],
  ]),
  ...outcome(
    'the reader of YAML is another one: stricter with brackets, with what cannot be stored, and with tags; a question mark is text',
    [
      [/^documents$/, /^refused: The YAML text |^refused: The text holds a NUL/, /^\{/],
      [/^documents$/, /^\{"(a)?":"/, /^refused: Error parsing template/],
      [/^documents$/, /^\{"a":\["\?a"\]\}$/, /^\{"a":\[\{"a":null\}\]\}$/],
    ],
  ),
  ...outcome(
    'what is named exactly is named more exactly than by a glob, and by a longer glob more than by a shorter one',
    [[/^resource-registry$/, /"OS::Heat::RandomString"/, /"OS::Heat::None"/]],
  ),
  ...outcome(
    'numbers are added, and scalars put behind a text, where Heat refuses to or puts texts together',
    [
      [
        /^environment-merging$/,
        /^\{"parameters":\{"n":\d/,
        /^refused: Invalid parameter in environment|"n":"33"/,
      ],
      [/^environment-merging$/, /^\{"parameters":\{"t":"/, /^refused: Invalid parameter in environment/],
      [/^environment-merging$/, /^refused: .*could not convert string to float/, /^\{"parameters":\{"n":"/],
    ],
  ),
  ...outcome('what does not fit its type at all is refused where it is used, not where it is merged', [
    [/^environment-merging$/, /^\{"parameters":\{"l":5\}\}/, /^refused: Invalid parameter in environment/],
  ]),
  ...outcome('a parameter that is null is not given', [
    [/^environment-merging$/, /^\{\}$/, /^\{"parameters":\{"\w":null\}\}$/],
  ]),
  ...outcome('a strategy that there is not is refused, where Heat takes its default without a word', [
    [/^environment-merging$/, /^refused: Invalid merge strategy 'zz'/, /^\{"parameters"/],
  ]),
];

function outcome(
  because: string,
  triples: readonly (readonly [topic: RegExp, ours: RegExp, heats: RegExp])[],
): Difference[] {
  return triples.map(([topic, ours, heats]) => ({ topic, ours, heats, because }));
}
