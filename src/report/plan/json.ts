import type { LintFinding } from '../../lint/lint-result.ts';
import { findingJson, picked } from '../lint/json.ts';
import type { PlanNotice, PlannedComponent, PlannedRoute, PlanReport, PlanSide } from './plan-report.ts';
import { safeFlag, verdictOf } from './plan-report.ts';

const sideJson = (side: PlanSide) => picked(side, 'phase', 'tone', 'chart', 'server', 'mode', 'source');

const componentJson = (component: PlannedComponent) =>
  picked(component, 'name', 'stores', 'tone', 'kind', 'change', 'replicasBefore', 'replicasAfter', 'claims');

const routeJson = (route: PlannedRoute) => picked(route, 'store', 'tone', 'share', 'note');

function noticeJson({ id, severity, what, why, remedy, inValues }: PlanNotice) {
  const { file = null, line, column, flag = null } = inValues ?? {};
  const place = file === null ? { file, line: null, column: null } : { file, line, column };
  return { id, severity, what, why, remedy, ...place, flag };
}

function planFindingJson(finding: LintFinding) {
  const { outcome = 'said', by = null } = finding;
  return { ...findingJson(finding), outcome, by };
}

function pathsJson({ writesBefore, writesAfter, readsBefore, readsAfter }: PlanReport) {
  return {
    writesBefore: writesBefore.map(routeJson),
    writesAfter: writesAfter.map(routeJson),
    readsBefore: readsBefore.map(routeJson),
    readsAfter: readsAfter.map(routeJson),
  };
}

const SOAK = ['phase', 'since', 'durationMs', 'neededMs', 'isProvable', 'earliest', 'doubt'] as const;

/** For programs; schemas/plan-report.schema.json describes it. What a plan leaves out is null. */
export function planJson(report: PlanReport): string {
  const { soak, gate } = report;
  const written = {
    version: report.version,
    time: report.time,
    verdict: verdictOf(report),
    acceptedLoss: report.acceptedLoss,
    release: picked(report.release, 'name', 'namespace', 'kubeContext'),
    before: sideJson(report.before),
    after: sideJson(report.after),
    beside: report.beside ?? null,
    isReversible: report.isReversible,
    costOfGoingBack: report.costOfGoingBack,
    consequences: report.consequences,
    components: report.components.map(componentJson),
    stored: report.stored,
    ...pathsJson(report),
    flags: report.flags.map((one) => picked(safeFlag(one), 'component', 'flag', 'before', 'after')),
    notices: report.notices.map(noticeJson),
    findings: report.findings.map(planFindingJson),
    timeLine: report.timeLine.map((one) => picked(one, 'phase', 'tone', 'since', 'until', 'isCertain')),
    soak: soak === undefined ? null : picked(soak, ...SOAK),
    gate: gate === undefined ? null : picked(gate, 'isOpen', 'reasons', 'earliest'),
    checklist: report.checklist.map((one) => picked(one, 'title', 'status', 'detail')),
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}
