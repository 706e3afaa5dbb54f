import type { PlanReport, PlanSide } from '../../../src/report/plan/plan-report.ts';

const side = (text: string): PlanSide => ({
  phase: text,
  chart: text,
  server: text,
  mode: text,
  source: text,
});

function finding(text: string, severity: 'error' | 'warning', flag: string | undefined) {
  const place = flag === undefined ? { file: text, source: text } : { flag };
  const at = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const words = { what: text, why: text, remedy: text };
  return { ruleId: text, audit: [text], severity, ...place, ...at, path: [text], fixable: false, ...words };
}

/** A plan in which one text stands wherever a text from outside can stand, times included. */
export function nastyReport(text: string): PlanReport {
  return {
    version: text,
    time: text,
    release: { name: text, namespace: text, kubeContext: text },
    before: side(text),
    after: side(text),
    isReversible: false,
    costOfGoingBack: text,
    consequences: [text, text],
    components: (['added', 'removed', 'kept'] as const).map((change) => ({
      name: text,
      kind: text,
      stores: [text],
      tone: 'both',
      change,
      replicasBefore: 1,
      replicasAfter: 2,
      claims: 'orphaned',
    })),
    stored: text,
    writesBefore: [{ store: text, tone: 'old', share: 1, note: text }],
    writesAfter: [{ store: text, tone: 'new', share: 1, note: text }],
    readsBefore: [{ store: text, tone: 'old', share: 0.5, note: text }],
    readsAfter: [],
    flags: [{ component: text, flag: text, before: text, after: text }],
    notices: (['refusal', 'warning', 'note'] as const).map((severity) => ({
      id: text,
      severity,
      what: text,
      why: text,
      remedy: text,
    })),
    acceptedLoss: [],
    findings: [finding(text, 'error', undefined), finding(text, 'warning', text)],
    timeLine: [{ phase: text, since: text, until: text, isCertain: false }],
    soak: { phase: text, since: text, durationMs: 1, neededMs: 2, isProvable: true, earliest: text },
    gate: { isOpen: false, reasons: [text], earliest: text },
    checklist: [{ title: text, status: 'open', detail: text }],
  };
}

/** Begins with what would run or load something where it got in unescaped. */
export const NASTY =
  '<script>window.hit=1</script><img src=x onerror="window.hit=1">\'"></style></title></svg>--> &lt; @all ![a](http://127.0.0.1:9/x) | `c` $x$ *b*\r\n# next\u001b[31m\u0000';
