import { TIMES_ARE_UTC, utcTime } from '../../times.ts';
import { headline } from './headline.ts';
import { components } from './html/components.ts';
import { header } from './html/header.ts';
import { checklist, findings, flags } from './html/lists.ts';
import { Markup, markup } from './html/markup.ts';
import { consequences, notices } from './html/notices.ts';
import { paths } from './html/paths.ts';
import { STYLE } from './html/style.ts';
import { timeLine } from './html/time-line.ts';
import type { PlanReport } from './plan-report.ts';

/** Nothing may be loaded, whatever a report holds; the empty icon keeps browsers from asking for one. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const head = (report: PlanReport): Markup => markup`<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="phasegate ${report.version}">
<title>${headline(report)}</title>
<link rel="icon" href="data:,">
<style>
${new Markup(STYLE)}</style>
</head>`;

const body = (report: PlanReport): Markup => markup`<body>
${header(report)}<main>
${notices(report)}${consequences(report)}${components(report)}${paths(report)}${timeLine(report)}${checklist(report)}${flags(report)}${findings(report)}</main>
<footer><p>phasegate ${report.version}, planned ${utcTime(report.time)}. ${TIMES_ARE_UTC}</p></footer>
</body>`;

/** One page that needs nothing beside it: no network, no script, both colour schemes, paper as well. */
export const html = (report: PlanReport): string =>
  `${markup`<!doctype html>
<html lang="en">
${head(report)}
${body(report)}
</html>`}\n`;
