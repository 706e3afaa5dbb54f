export { isPhase, PHASES, type Phase } from './facts/phases.ts';
