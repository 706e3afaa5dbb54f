/** Headers by which stores tell tenants apart, in small letters: of Mimir and Cortex, and of Thanos. */
export const TENANT_HEADERS = ['x-scope-orgid', 'thanos-tenant'] as const;
