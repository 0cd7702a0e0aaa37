/** The integrations that are tables: one for each file of a service in this folder. */
import type { Integration } from '../port.ts'
import { athena } from './athena.ts'
import { batch } from './batch.ts'
import { codebuild } from './codebuild.ts'
import { ecs } from './ecs.ts'
import { glue } from './glue.ts'
import { optimizedIntegration, type OptimizedOptions } from './optimized.ts'
import { sagemaker } from './sagemaker.ts'

const descriptions = [athena, batch, codebuild, ecs, glue, sagemaker]

export function optimizedServices(options: OptimizedOptions = {}): readonly Integration[] {
  return descriptions.map((description) => optimizedIntegration(description, options))
}
