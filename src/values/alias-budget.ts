const SMALL = 400_000;
const LARGE = 4_000_000;

/**
 * go-yaml's guard against documents that explode through aliases (yaml/v2 2.4, decode.go): up to 99 % of the decoded
 * nodes of a small document may come from aliases, falling to 10 % at four million nodes.
 */
export class AliasBudget {
  private depth = 0;
  private decoded = 0;
  private fromAliases = 0;

  /** Counts one node. @returns whether the document is still within the budget */
  count(): boolean {
    this.decoded++;
    if (this.depth > 0) this.fromAliases++;
    if (this.fromAliases <= 100 || this.decoded <= 1000) return true;
    return this.fromAliases / this.decoded <= allowedRatio(this.decoded);
  }

  enter(): void {
    this.depth++;
  }

  leave(): void {
    this.depth--;
  }
}

function allowedRatio(decoded: number): number {
  const beyondSmall = Math.min(Math.max(decoded - SMALL, 0), LARGE - SMALL);
  return 0.99 - 0.89 * (beyondSmall / (LARGE - SMALL));
}
