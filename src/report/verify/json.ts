import type { VerifyReport } from './verify-report.ts';

/** For programs; schemas/verify-report.schema.json describes it. */
export const verifyJson = (report: VerifyReport): string => `${JSON.stringify(report, null, 2)}\n`;
