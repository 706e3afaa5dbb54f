import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { err, ok, type Result } from '../../../result.ts';
import { type Matcher, OPERATORS } from '../wire/read-request.ts';

/** What a series must have: `{__name__=~".+"}`, every series. */
export const EVERY_SERIES = '{__name__=~".+"}';

const textOf = (node: SyntaxNode | null, selector: string): string =>
  node === null ? '' : selector.slice(node.from, node.to);

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The text of a PromQL string: Go's escapes in quotes, none between backquotes. */
function unquote(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner;
  return inner.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/gs,
    (_, hex?: string, short?: string, long?: string, octal?: string, other = '') => {
      const code = hex ?? short ?? long;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      return ESCAPES[other] ?? other;
    },
  );
}

const isOperator = (text: string): text is Matcher['operator'] =>
  (OPERATORS as readonly string[]).includes(text);

/**
 * The matchers of one vector selector: `up{job="node"}`. @returns them, or why the text is not a selector
 */
export function readSelector(selector: string): Result<readonly Matcher[], string> {
  const tree = parser.parse(selector);
  const matchers: Matcher[] = [];
  let problem: string | undefined;
  let selectors = 0;
  tree.iterate({
    enter({ name, node, type, from }) {
      if (type.isError) problem ??= `it cannot be read from position ${from + 1} on`;
      else if (name === 'VectorSelector') {
        selectors++;
        const metric = textOf(node.getChild('Identifier'), selector);
        if (metric !== '') matchers.push({ name: '__name__', operator: '=', value: metric });
      } else if (name === 'UnquotedLabelMatcher' || name === 'QuotedLabelMatcher') {
        const [label, operator, value] = [node.firstChild, node.firstChild?.nextSibling, node.lastChild];
        const compared = textOf(operator ?? null, selector);
        if (!isOperator(compared)) problem ??= `${compared || 'a matcher'} is not an operator`;
        else {
          const written = textOf(label, selector);
          matchers.push({
            name: name === 'QuotedLabelMatcher' ? unquote(written) : written,
            operator: compared,
            value: unquote(textOf(value, selector)),
          });
        }
        return false;
      } else if (name === 'QuotedLabelName')
        matchers.push({ name: '__name__', operator: '=', value: unquote(textOf(node, selector)) });
      return undefined;
    },
  });
  const top = tree.topNode.firstChild;
  const isSelector = selectors === 1 && top?.name === 'VectorSelector' && top.nextSibling === null;
  if (problem === undefined && !isSelector) problem = 'it is not one selector, such as up{job="node"}';
  if (problem === undefined && !matchers.some(needsSomething))
    problem = 'at least one matcher must refuse an empty label, such as {job=~".+"}';
  return problem === undefined ? ok(matchers) : err(problem);
}

/** Whether a matcher refuses the empty text, as at least one has to. */
function needsSomething({ operator, value }: Matcher): boolean {
  if (operator === '=') return value !== '';
  if (operator === '!=') return value === '';
  const matchesEmpty = matchesNothing(value);
  return operator === '=~' ? !matchesEmpty : matchesEmpty;
}

/** Whether a regular expression of RE2 takes the empty text; one that JavaScript cannot read is left to the server. */
function matchesNothing(expression: string): boolean {
  try {
    return new RegExp(`^(?:${expression})$`).test('');
  } catch {
    return false;
  }
}
