export { ALL, isV1Only, isV2Only, SHARED, V1_ONLY, V2_ONLY } from './facts/components.ts';
