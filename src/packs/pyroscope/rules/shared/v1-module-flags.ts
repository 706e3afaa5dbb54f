const V1_MODULE_FLAGS: ReadonlySet<string> = new Set(['all.enable-v1-write-path', 'all.enable-v1-read-path']);

/** Flags of charts 1.19.2 to 1.21.0 that servers from 2.0.0 on do not know (audit B10); unknown-v1-module-flags reports them. */
export const isV1ModuleFlag = (flag: string): boolean => V1_MODULE_FLAGS.has(flag);
