const HIDDEN = '<redacted>';

/** Names under which credentials are kept, in keys, flags and variables alike. */
const CREDENTIAL =
  /pass(?:word|wd|phrase)?|secret|token|credential|access[-_.]?key|account[-_.]?key|api[-_.]?key|private[-_.]?key|auth[-_.]?header|connection[-_.]?string|(?:root|admin)[-_.]?user/i;

/** `key: value`, `"key": "value"`, `-key=value`; the value goes to the end of what may belong to it. */
const PAIR = /((?:["']?)[\w./-]+["']?\s*[:=]\s*)((?:"(?:[^"\\]|\\.)*")|(?:'[^']*')|[^\s,{}[\]"'][^,}\]]*)/g;
const URL_WITH_PASSWORD = /(:\/\/[^/\s:@]*:)[^/\s@]+@/g;
const KIND_SECRET = /^\s*["']?kind["']?\s*:\s*["']?Secret["']?\s*$|"kind"\s*:\s*"Secret"/m;

const keyOf = (pair: string): string => pair.replace(/["'\s:=]+$/, '');

/** Hides what looks like a credential in one line: values behind telling keys, passwords in URLs. */
export function redactLine(line: string): string {
  const hidden = line.replace(PAIR, (whole: string, key: string) =>
    CREDENTIAL.test(keyOf(key)) ? key + HIDDEN : whole,
  );
  return hidden.replace(URL_WITH_PASSWORD, `$1${HIDDEN}@`);
}

const NAME_LINE = /^\s*(?:- )?["']?name["']?\s*:\s*["']?([\w.-]+)/;
const VALUE_LINE = /^(\s*(?:- )?["']?value["']?\s*:\s*)\S.*$/;
const BLOCK_OPENER = /^(\s*)(?:- )?["']?([\w./-]+)["']?\s*:\s*[|>][-+\d]*\s*(?:#.*)?$/;
const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Walks a document's lines with the little memory that secrets over several lines need. */
class Redactor {
  private namesCredential = false;
  private hiddenDeeperThan: number | undefined;

  line(line: string): string {
    if (this.insideHiddenBlock(line)) return ' '.repeat(indentOf(line)) + HIDDEN;
    const opener = BLOCK_OPENER.exec(line);
    if (opener && CREDENTIAL.test(opener[2] ?? '')) this.hiddenDeeperThan = opener[1]?.length ?? 0;
    const value = this.namesCredential ? VALUE_LINE.exec(line) : null;
    this.remember(line);
    return value ? `${value[1]}${HIDDEN}` : redactLine(line);
  }

  private insideHiddenBlock(line: string): boolean {
    if (this.hiddenDeeperThan === undefined) return false;
    if (line.trim() === '' || indentOf(line) > this.hiddenDeeperThan) return line.trim() !== '';
    this.hiddenDeeperThan = undefined;
    return false;
  }

  private remember(line: string): void {
    const name = NAME_LINE.exec(line);
    if (name) this.namesCredential = CREDENTIAL.test(name[1] ?? '');
  }
}

const DATA_KEY = /^(\s*)["']?(?:data|stringData)["']?\s*:/;

/** In a Secret everything below data and stringData goes, whatever it is called. */
function redactSecret(lines: readonly string[]): string[] {
  let dataIndent: number | undefined;
  return lines.map((line) => {
    const opens = DATA_KEY.exec(line);
    if (opens) {
      dataIndent = opens[1]?.length ?? 0;
      return line.trimEnd().endsWith(':') ? line : `${line.slice(0, line.indexOf(':') + 1)} ${HIDDEN}`;
    }
    if (dataIndent === undefined || line.trim() === '') return line;
    if (indentOf(line) <= dataIndent) {
      dataIndent = undefined;
      return line;
    }
    return line.replace(
      /^(\s*[^:]*:?).*$/,
      line.includes(':') ? `$1 ${HIDDEN}` : `${' '.repeat(indentOf(line))}${HIDDEN}`,
    );
  });
}

/** A document with its secrets hidden, line for line. @param text one document, in YAML or JSON */
export function redactDocument(text: string): string {
  const lines = text.split('\n');
  if (KIND_SECRET.test(text)) {
    const isFlow = /^\s*(?:---\s*)?\{/.test(text);
    return isFlow
      ? lines.map((line) => (line === '' ? '' : HIDDEN)).join('\n')
      : redactSecret(lines).join('\n');
  }
  const redactor = new Redactor();
  return lines.map((line) => redactor.line(line)).join('\n');
}
