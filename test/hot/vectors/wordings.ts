import type { Difference } from './difference.js';

/** Both refuse, and say it in other words. */
export const wordings: readonly Difference[] = [
  ...wording('the value at fault stands last, and in JSON, so that a hidden one can be left out', [
    [
      /^Items to join must be (strings|string, map or list) not: /,
      /Items to join must be (strings|string, map or list) not /,
    ],
    [/Invalid condition "/, /Invalid condition "|condition type must be string_or_boolean/],
    [
      /The definition of condition "\w+" is invalid: |^The function "contains" is not supported/,
      /The definition of condition "\w+" is invalid: /,
    ],
    [/could not convert string to float: /, /could not convert string to float: '/],
    [/Unrecognized value, acceptable values are: /, /Unrecognized value '.*', acceptable values are: /s],
    [/the value is out of range \(/, / is out of range \(/],
    [/the value is not a multiple of /, / is not a multiple of /],
    [/the value is not an allowed value \[/, / is not an allowed value \[/],
    [/the value does not match pattern "/, / does not match pattern "/],
    [
      /Items to concat must be lists: .* contains an item/,
      /Items to concat must be lists\. .* contains an item/,
    ],
    [/String to split must be string; got /, /String to split must be string; got <class /],
    [/Invalid type \(\[/, /Invalid type \(\[/],
  ]),
  ...wording('what should stand there is said on one line', [
    [/"\w+" syntax should be \{/, /"\w+" syntax should be \w+:|Arguments to "\w+" must be a map/],
    [/^Wrong Arguments try: /, /Wrong Arguments try: "\n/],
  ]),
  ...wording('a default at fault is told as such, with the name of its parameter', [
    [/^Invalid default of parameter "p": /, /^Parameter 'p' is invalid: /],
  ]),
  ...wording('what was found is said too', [
    [
      / type must be (string|object|string_or_boolean), not /,
      / type must be (string|object|string_or_boolean)$/,
    ],
    [/^The parameter_groups should be a list, not /, /The parameter_groups should be a list/],
    [/^Outputs must contain Output\. Found /, /Output definitions must be a map\. Found /],
    [/^The section "\w+" must be a map, not /, /Condition definitions must be a map\. Found /],
    [/^Resource type must be a string, not /, / type type must be string|must contain a Type key/],
    [/^The properties of \w must be a map, not /, / properties type must be object/i],
    [
      /^Resource \w+ must be a map with at least a type, not /,
      /must contain a [tT]ype key|must contain a map of resource maps|Resources must contain Resource/,
    ],
    [
      /^The parameter "p" must be a map with at least a type, not /,
      /Invalid parameter \(p\), expected a mapping/,
    ],
    [
      / of a (length|range|modulo) constraint must be numeric, not /,
      /could not convert string to float|is out of range \(min: True/,
    ],
  ]),
  ...wording('a constraint is called as the template calls it, and is at fault whatever the value is', [
    [
      /(length|range|modulo|allowed_values|allowed_pattern|custom_constraint) constraint invalid for /,
      /(Length|Range|Modulo|AllowedValues|AllowedPattern|CustomConstraint) constraint invalid for /,
    ],
    [/^allowed_(values|pattern) must be a /, /^Allowed(Values|Pattern) must be a /],
    [
      /^The custom_constraint "[\w.]+" could not be found|^A custom_constraint is named by text/,
      /does not validate [\w.]+ \(constraint not found\)/,
    ],
    [/^allowed_values: /, /is not an allowed value|invalid for data type/],
    [/^Invalid key 'modulo' for parameter constraints/, /No constraint expressed/],
    [
      /^Invalid parameter constraints, expected a list/,
      /Invalid parameter constraints for parameter p, expected a list/,
    ],
    [/^Invalid type \(.*\) of parameter "p"/, /Invalid type \(/],
    [/^Missing parameter type for parameter: p/, /Invalid type \(None\)/],
    [/^"tags" must be a list of strings, not /, /Tags property should be a list/],
  ]),
  ...wording('the function is said in quotes, without a heading', [
    [
      /The function "[\w:]+" is not supported in this version of HOT/,
      /The function [\w:]+ is not supported in this version of HOT/,
    ],
  ]),
  ...wording(
    'what is wrong with the arguments is said more exactly: which one, and what should stand there',
    [
      [/" params must be a map: /, /" parameters must be a mapping/],
      [
        /^The parameter name in "get_param" must be a string/,
        /Argument to "get_param" must be string or list|Parameter name in "get_param" must be string|must have arguments/,
      ],
      [
        /^Function "get_param" must have arguments/,
        /Parameter name in "get_param" must be string|The Parameter \(\) was not provided|must be string or list/,
      ],
      [/^Function "(get_resource|Ref)" must have arguments/, /The specified reference "(None|)" /],
      [/^The argument of "(get_resource|Ref)" must be a string/, /The specified reference "/],
      [/^The function "\w+" is invalid in this context/, /The function "\w+" is invalid in this context/],
      [/^The (resource|attribute) name in "(get_attr|Fn::GetAtt)" must be a string/, / is incorrect\./],
      [
        /^Argument to "get_attr" must be a list/,
        /Arguments to "get_attr" can be of the next forms|The specified reference "/,
      ],
      [/^Arguments to "Fn::GetAtt" must be of the form/, /The specified reference "/],
      [/^Arguments to "Fn::Select" must be of the form/, /"Fn::Select": /],
      [/^Incorrect arguments to "map_replace"/, /^0$|Incorrect arguments: to "map_replace"/],
      [/^"Fn::FindInMap" finds no "/, /^(\w+\.)*.*'[\w.-]+'$/],
      [/^Each argument to "Fn::FindInMap" must be a string/, /^(None|\d+)$/],
      [/^Arguments to "Fn::FindInMap" must be of the form/, /^'\w'$/],
      [/^Invalid (arguments|URL)/, /Invalid (arguments|URL)|must be a map/],
    ],
  ),
  ...wording('what only a resource can tell is refused, where Heat looks for what it has told', [
    [
      / must be known before any resource is created/,
      / is incorrect\.|must have arguments|No content found|'[\w.-]+'$|is invalid/,
    ],
  ]),
  ...wording('a cycle is told as the path that closes it, algorithms in one order', [
    [/^Circular Dependency Found: \w+ -> /, /Circular Dependency Found: \{/],
    [/^Algorithm must be one of /, /Algorithm must be one of /],
  ]),
  ...wording('a name that is none is one of a parameter, or of a resource, and where it stands is said', [
    [
      /^The Parameter \([\w:]+\) was not provided/,
      /The specified reference "[\w:]+" \(in unknown\) is incorrect/,
    ],
    [
      /^The specified reference ".*" \(in a\.Depends_?[oO]n/,
      /The specified reference ".*" \(in \w\) is incorrect/,
    ],
    [
      /^The specified reference ".*" \(in [\w.:[\]]+\) is incorrect/,
      /The specified reference ".*" \(in [\w.]+\) is incorrect/,
    ],
    [
      /^depends_on must name resources, not /,
      /(depends_on|DependsOn) type must be list or string|must be a list of strings/,
    ],
    [/^Each output must contain a value key/, /Each output definition must contain a [vV]alue key/],
    [
      / is not a valid keyword inside an output definition/,
      /Each output definition must contain a [vV]alue key/,
    ],
    [
      / is not a valid keyword inside a resource definition/,
      /Invalid keyword\(s\) inside a resource definition|must contain a Type key|missing "Type"/,
    ],
    [/^Each Resource must contain a type key/, /Each [rR]esource must contain a [tT]ype key/],
    [
      /^The parameter "\w+" must be assigned to one parameter group only/,
      /The \w+ parameter must be assigned to one parameter group only/,
    ],
    [
      /^The parameter group names "\w+", which is no parameter/,
      /The grouped parameter \w+ does not reference a valid parameter/,
    ],
    [
      /^The parameters of a parameter group should be a list/,
      /The parameters (must be provided for each parameter group|of parameter group should be a list)/,
    ],
  ]),
  ...wording('a pattern that is none is shown before the reason', [
    [/^The allowed_pattern ".*" is not a regular expression: .* at position \d+$/s, / at position \d+$/],
  ]),
  ...wording('a reason is no text of the program, nor of its data', [
    [/the last day begins no range$/, /Invalid CRON expression: name 'exc' is not defined/],
    [/nth day of week syntax\.$/, /nth day of week syntax\. {2}Cron: /],
    [/Invalid net cidr invalid IPNetwork /, /Invalid net cidr IPAddress\(\) does not support netmasks/],
    [/Invalid JSON\.$/, /does not validate json_string \(constraint not found\)/],
  ]),
  ...wording('the reader of the text is another one', [
    [
      /Value must be valid JSON: |"Fn::Select": /,
      /Value must be valid JSON: |"Fn::Select": |Arguments to Fn::Select not fully resolved/,
    ],
    [
      /^The YAML t|does not fit its tag|^The alias "|must be given a map|^A key must be text|^Expected a single document/,
      /^Error parsing template|invalid literal for int|^'x'$/,
    ],
    [/^The number is too large to be kept exactly/, /1e\+21|too large/],
  ]),
  ...wording('which parameter of an environment cannot be merged is said, and why', [
    [/^Invalid parameter in environment: '\w' cannot be merged/, /^Invalid parameter in environment \.$/],
    [/^Invalid merge strategy 'merge' for parameter 'b'/, /^Invalid parameter in environment \.$/],
    [/^Invalid merge strategy 'zz' for parameter 'default'/, /^Conflicting merge strategy 'overwrite'/],
  ]),
  ...wording('of a list the word at fault is named, and as JSON has it', [
    [/^Invalid hook type "/, /^Invalid hook type "(\[|True)/],
    [/^Invalid restricted_action type "/, /^Invalid restricted_action type "\[/],
  ]),
  ...wording('what YAML is at fault is said in the words of its reader', [
    [/^The YAML text cannot be read: /, /^mapping values are not allowed here/],
  ]),
];

/**
 * What is asked with these in it need not be refused in Heat's words yet: they are not supported, and their words are
 * compared once somebody takes them off here.
 */
export const wordsLeftOpen = /"yaql"/;

function wording(because: string, pairs: readonly (readonly [ours: RegExp, heats: RegExp])[]): Difference[] {
  return pairs.map(([ours, heats]) => ({ ours, heats, because }));
}
