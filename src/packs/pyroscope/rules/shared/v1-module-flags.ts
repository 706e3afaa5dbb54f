import { V1_MODULE_FLAGS } from '../../facts/flags.ts';

/** Flags of charts 1.19.2 to 1.21.0 that servers from 2.0.0 on do not know (audit B10); v2-leftovers-in-v1 reports them. */
export const isV1ModuleFlag = (flag: string): boolean => V1_MODULE_FLAGS.includes(flag);
