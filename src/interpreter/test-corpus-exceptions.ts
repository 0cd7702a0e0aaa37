/**
 * The cases of the executable corpus whose source says something else than AWS does, by what AWS does. How that is
 * known is in `test/conformance/exceptions.md`, case by case.
 */
interface Exception {
  readonly aws: string
  /** File (without `.case.json`) and position in it. */
  readonly cases: readonly string[]
}

const floe = 'ManageIQ__floe__spec_workflow_'
const local = 'nibble-4bits__aws-local-stepfunctions____tests___intrinsicFunctions_'
const statebox = 'wmfs__statebox__test_'
const branches = `${statebox}parallel-states__Parallel_State_Using_built_in_DAO_parallel_state_machines_with_failing_branches_`
const inMachines = `${statebox}intrinsic-functions__Intrinsic_Functions_In_State_Machines_`

export const exceptions: readonly Exception[] = [
  {
    aws: 'States.ArrayGetItem with an index out of bounds fails',
    cases: [
      `${floe}intrinsic_function_spec__intrinsic#60`,
      `${floe}intrinsic_function_spec__intrinsic#61`,
      `${local}StatesArrayGetItem__intrinsic#1`,
    ],
  },
  {
    aws: 'States.Format prints any value',
    cases: [
      `${floe}intrinsic_function_spec__intrinsic#7`,
      `${floe}intrinsic_function_spec__intrinsic#8`,
      `${local}StatesFormat__intrinsic#5`,
      `${local}StatesFormat__intrinsic#6`,
      `${inMachines}Format_lodash.startCase__5#0`,
    ],
  },
  {
    aws: 'a fraction is rounded to the nearest integer',
    cases: [
      `${local}StatesArrayRange__intrinsic#6`,
      `${local}StatesMathRandom__intrinsic#2`,
      `${local}StatesMathRandom__intrinsic#3`,
    ],
  },
  { aws: 'padding may be absent in Base64', cases: [`${floe}intrinsic_function_spec__intrinsic#79`] },
  { aws: 'any value can be hashed', cases: [`${floe}intrinsic_function_spec__intrinsic#89`] },
  { aws: 'there is no deep merge', cases: [`${floe}intrinsic_function_spec__intrinsic#93`] },
  { aws: 'any value can be made a text', cases: [`${inMachines}JsonToString_lodash.startCase#0`] },
  {
    aws: 'a path of a Choice rule that finds nothing is States.Runtime, with a cause of its own',
    cases: [
      `${floe}states_choice_spec__Floe_Workflow_States_Choice_run_nonblock_with_a_missing_variable_shows_error#0`,
      `${statebox}choice-states__Choice_State_choice_-_empty_input#0`,
    ],
  },
  {
    aws: 'an InputPath or OutputPath that finds nothing is States.Runtime, with a cause of its own',
    cases: [
      `${floe}states_pass_spec__Floe_Workflow_States_Pass_run_nonblock_With_a_missing_OutputPath_completes_with_an_error#0`,
      `${statebox}choice-states__Choice_State_choiceWithInputPath_-_empty_input#0`,
    ],
  },
  {
    aws: 'the output of a Choice state is what its InputPath selects',
    cases: [
      `${statebox}choice-states__Choice_State_choiceWithInputPath_-_first_branch#0`,
      `${statebox}choice-states__Choice_State_choiceWithInputPath_-_second_branch#0`,
    ],
  },
  {
    aws: 'the result of a Pass state takes the place of its input',
    cases: [
      `${statebox}pass-states__Pass_State_passWithDynamicParameters#0`,
      `${statebox}pass-states__Pass_State_passWithFixedParametersAndResult#0`,
    ],
  },
  {
    aws: 'a Parallel state fails with the error of its branch',
    cases: [
      `${branches}paralleling_up_and_down_fail_and_catch#0`,
      `${branches}parallelling_down_fail#0`,
      `${branches}parallelling_down_fail_and_catch#0`,
      `${branches}parallelling_up_fail_and_catch#0`,
    ],
  },
]
