/**
 * A Python regular expression as one of JavaScript's that must match the whole text. Only what both languages
 * write alike, or what is trivially translated, is accepted: undefined means the pattern is not understood.
 * Danger: a hostile pattern can take exponential time. `TemplateCompiler` runs every template that has one on a
 * thread that it can stop, and the length of the text is bounded.
 */
export function pythonPattern(pattern: string): RegExp | undefined {
  if (pattern.length > longestPattern) return undefined;
  const translated = translate(pattern);
  if (translated === undefined) return undefined;
  // Without Unicode mode JavaScript takes some patterns that Python takes too, such as a repeated lookahead.
  return ['u', '']
    .map((mode) => compiled(`^(?:${translated.source})$`, translated.flags + mode))
    .find(Boolean);
}

function compiled(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

const longestPattern = 1_000;

function translate(pattern: string): { source: string; flags: string } | undefined {
  let flags = '';
  let source = pattern;
  const leading = /^\(\?([aimsux]+)\)/.exec(source);
  if (leading) {
    const letters = leading[1] ?? '';
    if (/[ax]/.test(letters)) return undefined;
    flags += letters.replaceAll('u', '');
    source = source.slice(leading[0].length);
  }
  if (/\(\?P[=>]|\(\?#|\(\?\(/.test(source)) return undefined;
  source = source.replaceAll('(?P<', '(?<').replace(/\\A/g, '(?<![\\s\\S])').replace(/\\Z/g, '(?![\\s\\S])');
  return { source: withoutNeedlessEscapes(source), flags };
}

/** Python allows a backslash before any punctuation; JavaScript's Unicode mode only where it means something. */
function withoutNeedlessEscapes(source: string): string {
  let inClass = false;
  return source.replace(/\\[\s\S]|[\s\S]/g, (token) => {
    if (token === '[') {
      // A second "[" inside a class is itself; Unicode mode wants it plain as well.
      inClass = true;
    } else if (token === ']') {
      if (!inClass) return '\\]';
      inClass = false;
    } else if (/^\\[^\w\s]$/.test(token) && !/^\\[\^$\\.*+?()[\]{}|/]$/.test(token)) {
      return inClass && token === '\\-' ? token : token.slice(1);
    }
    return token;
  });
}
