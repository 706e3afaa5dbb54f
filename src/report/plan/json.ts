import type { LintFinding } from '../../lint/lint-result.ts';
import type { ChecklistItem } from '../blocks.ts';
import { findingJson } from '../lint/json.ts';
import type { SoakFigures } from '../soak-progress.ts';
import type {
  PlanNotice,
  PlannedComponent,
  PlannedRoute,
  PlanReport,
  PlanSide,
  PlanSpan,
} from './plan-report.ts';
import { safeFlag, verdictOf } from './plan-report.ts';

// Named one by one: the format holds what its schema says, whatever else a plan carries along.
function sideJson(side: PlanSide) {
  const { phase, tone = null, chart, server, mode, source } = side;
  return { phase, tone, chart, server, mode, source };
}

function componentJson(component: PlannedComponent) {
  const { name, stores, tone, kind, change, replicasBefore = null, replicasAfter = null, claims } = component;
  return { name, stores, tone, kind, change, replicasBefore, replicasAfter, claims };
}

function routeJson(route: PlannedRoute) {
  const { store, tone, share, note = null } = route;
  return { store, tone, share, note };
}

function flagJson(flag: PlanReport['flags'][number]) {
  const { component, flag: name, before = null, after = null } = safeFlag(flag);
  return { component, flag: name, before, after };
}

function noticeJson({ id, severity, what, why, remedy, inValues }: PlanNotice) {
  const { file = null, line, column, flag = null } = inValues ?? {};
  const place = file === null ? { file, line: null, column: null } : { file, line, column };
  return { id, severity, what, why, remedy, ...place, flag };
}

function planFindingJson(finding: LintFinding) {
  const { outcome = 'said', by = null } = finding;
  return { ...findingJson(finding), outcome, by };
}

function spanJson(span: PlanSpan) {
  const { phase, tone = null, since, until = null, isCertain } = span;
  return { phase, tone, since, until, isCertain };
}

function soakJson(soak: SoakFigures) {
  const { phase, since = null, durationMs, neededMs, isProvable, earliest = null } = soak;
  return { phase, since, durationMs, neededMs, isProvable, earliest };
}

function gateJson(gate: NonNullable<PlanReport['gate']>) {
  const { isOpen, reasons, earliest = null } = gate;
  return { isOpen, reasons, earliest };
}

const itemJson = ({ title, status, detail }: ChecklistItem) => ({ title, status, detail });

function pathsJson({ writesBefore, writesAfter, readsBefore, readsAfter }: PlanReport) {
  return {
    writesBefore: writesBefore.map(routeJson),
    writesAfter: writesAfter.map(routeJson),
    readsBefore: readsBefore.map(routeJson),
    readsAfter: readsAfter.map(routeJson),
  };
}

/** For programs; schemas/plan-report.schema.json describes it. What a plan leaves out is null. */
export function planJson(report: PlanReport): string {
  const { name, namespace, kubeContext = null } = report.release;
  const written = {
    version: report.version,
    time: report.time,
    verdict: verdictOf(report),
    release: { name, namespace, kubeContext },
    before: sideJson(report.before),
    after: sideJson(report.after),
    isReversible: report.isReversible,
    costOfGoingBack: report.costOfGoingBack,
    consequences: report.consequences,
    components: report.components.map(componentJson),
    stored: report.stored,
    ...pathsJson(report),
    flags: report.flags.map(flagJson),
    notices: report.notices.map(noticeJson),
    findings: report.findings.map(planFindingJson),
    timeLine: report.timeLine.map(spanJson),
    soak: report.soak === undefined ? null : soakJson(report.soak),
    gate: report.gate === undefined ? null : gateJson(report.gate),
    checklist: report.checklist.map(itemJson),
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}
