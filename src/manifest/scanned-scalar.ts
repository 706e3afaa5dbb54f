import type { ScalarNode, ScalarStyle } from './node.ts';

/** A scalar found by the block scanner; its value is worked out when it is asked for, most never are. */
export class ScannedScalar implements ScalarNode {
  readonly kind = 'scalar';

  constructor(
    private readonly text: string,
    readonly start: number,
    readonly end: number,
    readonly style: ScalarStyle,
    /** Columns to take off each line of a block scalar. */
    private readonly blockIndent = 0,
  ) {}

  get value(): string {
    const raw = this.text.slice(this.start, this.end);
    if (this.style === 'plain') return raw;
    if (this.style === 'block') return blockValue(raw, this.blockIndent);
    return raw.startsWith('"') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
  }
}

/** A literal block scalar's lines; the line breaks at its end, which its header decides on, are left out. */
function blockValue(raw: string, indent: number): string {
  const lines = raw.split(/\r?\n/).slice(1);
  return lines.map((line) => line.slice(indent)).join('\n');
}
