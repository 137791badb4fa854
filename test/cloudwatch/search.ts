/**
 * CloudWatch's search expressions by the rules of AWS's user guide, "CloudWatch search expression syntax": tokenization,
 * partial matches, exact matches, Boolean operators.
 */
export interface Series {
  namespace: string;
  metric: string;
  dimensions: Readonly<Record<string, string>>;
}

/** Parts of a name: cut at capitals, before and after digits, and at other characters. */
export const piecesOf = (name: string): string[] => name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];

/** All tokens that CloudWatch makes of a name: each part, and the whole, in lower case. */
export const tokensOf = (name: string): string[] => {
  const pieces = piecesOf(name);
  return [pieces.join(''), ...pieces].map((piece) => piece.toLowerCase());
};

/** An unquoted term: one token in any case, or several that follow each other, with their case. */
export const matchesPartially = (term: string, name: string): boolean => {
  const wanted = piecesOf(term);
  if (wanted.length === 1) return tokensOf(name).includes((wanted[0] ?? '').toLowerCase());
  const pieces = piecesOf(name);
  return pieces.some((_, at) => wanted.every((piece, index) => pieces[at + index] === piece));
};

type Test = (series: Series) => boolean;

/** The series that an expression such as `{AWS/SQS,QueueName} MetricName="X" NOT QueueName=dead` finds. */
export const searchFor = (expression: string): Test => {
  const [, schema = '', term = ''] = /^\{([^}]*)\}(.*)$/s.exec(expression.trim()) ?? [];
  const [namespace, ...dimensions] = schema.split(',').map((part) => part.trim());
  const matches = parsed(term);
  return (series) =>
    series.namespace === namespace &&
    JSON.stringify(Object.keys(series.dimensions).sort()) === JSON.stringify(dimensions.sort()) &&
    matches(series);
};

const parsed = (text: string): Test => {
  const words = text.match(/[()]|(?:[^\s()"]|"[^"]*")+/g) ?? [];
  let at = 0;
  const any = (): Test => {
    const found = [all()];
    while (words[at] === 'OR') {
      at++;
      found.push(all());
    }
    return (series) => found.some((test) => test(series));
  };
  const all = (): Test => {
    const found: Test[] = [];
    while (at < words.length && words[at] !== ')' && words[at] !== 'OR') {
      if (words[at] === 'AND') at++;
      found.push(one());
    }
    return (series) => found.every((test) => test(series));
  };
  const one = (): Test => {
    const word = words[at++] ?? '';
    if (word === 'NOT') {
      const test = one();
      return (series) => !test(series);
    }
    if (word !== '(') return termTest(word);
    const test = any();
    at++;
    return test;
  };
  return any();
};

const termTest = (word: string): Test => {
  const [, property, value = ''] = /^(?:(\w+)=)?(.*)$/s.exec(word) ?? [];
  const exact = /^"(.*)"$/s.exec(value)?.[1];
  const matches = (name: string) => (exact === undefined ? matchesPartially(value, name) : name === exact);
  return ({ namespace, metric, dimensions }) => {
    if (property === 'MetricName') return matches(metric);
    if (property !== undefined) return property in dimensions && matches(dimensions[property] ?? '');
    return [namespace, metric, ...Object.entries(dimensions).flat()].some(matches);
  };
};
