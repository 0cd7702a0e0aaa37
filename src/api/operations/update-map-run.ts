import { ValidationException } from '../common-errors.ts'
import { findMapRun } from '../find-resource.ts'
import { defineOperation, request } from '../operation.ts'
import * as shape from '../shapes.ts'

/** The longest that AWS's model allows: a long, of which a JSON number holds as much. */
const countMax = Number.MAX_SAFE_INTEGER
const concurrencyMax = 2 ** 31 - 1

/** What is left out stays as it is. */
export const updateMapRun = defineOperation({
  name: 'UpdateMapRun',
  access: 'operate',
  resource: 'mapRunArn',
  request: request(
    { mapRunArn: shape.longArn },
    {
      maxConcurrency: { type: 'integer', min: 0, max: concurrencyMax },
      toleratedFailurePercentage: { type: 'float', min: 0, max: 100 },
      toleratedFailureCount: { type: 'integer', min: 0, max: countMax },
    },
  ),
  async run({ mapRunArn, ...settings }, call) {
    const { record } = await findMapRun(mapRunArn, call)
    const outcome = record.status === 'RUNNING' && (await call.engine.updateMapRun({ record, ...settings }))
    if (outcome === 'done') return {}
    throw new ValidationException(
      `Map Run '${mapRunArn}' is over and cannot be updated`,
      'CANNOT_UPDATE_COMPLETED_MAP_RUN',
    )
  },
})
