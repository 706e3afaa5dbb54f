import { count, listOf, map, percentage, section, toggle } from './kinds.ts';

const behavior = section({
  enabled: toggle('Whether the two policies are written into the autoscaler.'),
  scaleDown: map('How pods are taken away, as in autoscaling/v2.'),
  scaleUp: map('How pods are added, as in autoscaling/v2.'),
});

/** The chart makes an autoscaler for a component that asks for one; without these keys it takes 1 to 3 pods and 60 % CPU. */
export const autoscaling = section({
  enabled: toggle('Whether a HorizontalPodAutoscaler is made; replicaCount is then left out.'),
  minReplicas: count('Fewest pods; 1 where it is not set.'),
  maxReplicas: count('Most pods; 3 where it is not set.'),
  targetCPUUtilizationPercentage: percentage(
    'CPU use to hold, in percent of the request; 60 where it is not set.',
  ),
  targetMemoryUtilizationPercentage: percentage('Memory use to hold, in percent of the request.'),
  customMetrics: listOf('maps')('Further metrics, as in autoscaling/v2.'),
  behavior: behavior('How fast the autoscaler moves.'),
})(
  'Autoscaling of a component. Set for all of `pyroscope` it only leaves out the replica count and makes no autoscaler.',
);
