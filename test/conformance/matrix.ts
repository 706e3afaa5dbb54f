/** Counts what came of each kind of transition, by chart and mode, to be printed at the end. */
export class Matrix {
  private readonly cells = new Map<string, Map<string, string[]>>();

  add(transition: string, chart: string, mode: string, outcome: string): void {
    const row = `${chart.padEnd(8)}${mode}`;
    const cells = this.cells.get(row) ?? new Map<string, string[]>();
    cells.set(transition, [...(cells.get(transition) ?? []), outcome]);
    this.cells.set(row, cells);
  }

  print(): void {
    const rows = [...this.cells].sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = rows.map(([row, cells]) => {
      const text = [...cells].map(([transition, outcomes]) => `${transition}: ${this.counted(outcomes)}`);
      return `${row.padEnd(30)} ${text.join(' | ')}`;
    });
    console.log(['conformance matrix', ...lines, this.totals()].join('\n'));
  }

  private counted(outcomes: readonly string[]): string {
    const kinds = [...new Set(outcomes)];
    return kinds.map((kind) => `${outcomes.filter((one) => one === kind).length} ${kind}`).join(', ');
  }

  private totals(): string {
    const all = [...this.cells.values()].flatMap((cells) => [...cells.values()].flat());
    return `in all: ${this.counted(all)}`;
  }
}
