"""A walk through the API with boto3: `python3 boto3-walk.py ENDPOINT`. Prints what it saw as JSON."""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::000000000000:role/r"
# The SDK puts `sync-` before the host of StartSyncExecution and TestState unless it is told not to.
sfn = boto3.client(
    "stepfunctions",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
    config=Config(inject_host_prefix=False, retries={"max_attempts": 0}, read_timeout=90),
)


def machine(name, states, **more):
    definition = json.dumps({"StartAt": next(iter(states)), "States": states})
    return sfn.create_state_machine(name=name, definition=definition, roleArn=ROLE, **more)


def ended(execution_arn):
    while True:
        execution = sfn.describe_execution(executionArn=execution_arn)
        if execution["status"] not in ("RUNNING", "PENDING_REDRIVE"):
            return execution


def error_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def redrive():
    """A worker fails the task, the execution is redriven, and the worker answers."""
    activity = sfn.create_activity(name="walk")["activityArn"]
    arn = machine("redriven", {"Ask": {"Type": "Task", "Resource": activity, "End": True}})["stateMachineArn"]
    execution = sfn.start_execution(stateMachineArn=arn, name="one", input='{"n": 1}')["executionArn"]
    task = sfn.get_activity_task(activityArn=activity, workerName="boto3")
    sfn.send_task_heartbeat(taskToken=task["taskToken"])
    sfn.send_task_failure(taskToken=task["taskToken"], error="NotNow", cause="the worker was busy")
    failed = ended(execution)
    sfn.redrive_execution(executionArn=execution)
    task = sfn.get_activity_task(activityArn=activity, workerName="boto3")
    sfn.send_task_success(taskToken=task["taskToken"], output='"done"')
    succeeded = ended(execution)
    pages = sfn.get_paginator("get_execution_history").paginate(
        executionArn=execution, PaginationConfig={"PageSize": 3}
    )
    events = [event["type"] for page in pages for event in page["events"]]
    return {
        "failed": [failed["status"], failed["error"], failed["redriveStatus"]],
        "succeeded": [succeeded["status"], succeeded["output"], succeeded["redriveCount"]],
        "events": events,
    }


def versions():
    created = machine("versioned", {"P": {"Type": "Pass", "Result": 1, "End": True}}, publish=True)
    arn = created["stateMachineArn"]
    definition = json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": 2, "End": True}}})
    second = sfn.update_state_machine(stateMachineArn=arn, definition=definition, publish=True)
    routes = [{"stateMachineVersionArn": second["stateMachineVersionArn"], "weight": 100}]
    alias = sfn.create_state_machine_alias(name="live", routingConfiguration=routes)["stateMachineAliasArn"]
    execution = ended(sfn.start_execution(stateMachineArn=alias)["executionArn"])
    first = ended(sfn.start_execution(stateMachineArn=created["stateMachineVersionArn"])["executionArn"])
    listed = sfn.list_state_machine_versions(stateMachineArn=arn)["stateMachineVersions"]
    conflict = error_of(
        sfn.delete_state_machine_version, stateMachineVersionArn=second["stateMachineVersionArn"]
    )
    sfn.delete_state_machine_alias(stateMachineAliasArn=alias)
    sfn.delete_state_machine_version(stateMachineVersionArn=second["stateMachineVersionArn"])
    return {
        "outputs": [execution["output"], first["output"]],
        "alias": execution["stateMachineAliasArn"] == alias,
        "versions": [version["stateMachineVersionArn"].rsplit(":", 1)[1] for version in listed],
        "conflict": conflict,
    }


def map_run():
    processor = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "P",
        "States": {"P": {"Type": "Pass", "End": True}},
    }
    arn = machine("mapped", {"M": {"Type": "Map", "ItemProcessor": processor, "End": True}})["stateMachineArn"]
    execution = sfn.start_execution(stateMachineArn=arn, input="[1, 2, 3]")["executionArn"]
    output = ended(execution)["output"]
    runs = sfn.list_map_runs(executionArn=execution)["mapRuns"]
    described = sfn.describe_map_run(mapRunArn=runs[0]["mapRunArn"])
    pages = sfn.get_paginator("list_executions").paginate(
        mapRunArn=runs[0]["mapRunArn"], PaginationConfig={"PageSize": 2}
    )
    children = [child["status"] for page in pages for child in page["executions"]]
    return {"output": output, "counts": described["executionCounts"]["succeeded"], "children": children}


def express():
    arn = machine("express", {"P": {"Type": "Pass", "End": True}}, type="EXPRESS")["stateMachineArn"]
    answer = sfn.start_sync_execution(stateMachineArn=arn, input='{"n": 1}')
    return [answer["status"], answer["output"], "billedDurationInMilliseconds" in answer["billingDetails"]]


def errors():
    arn = machine("errors", {"P": {"Type": "Pass", "End": True}})["stateMachineArn"]
    express = machine("errors-express", {"P": {"Type": "Pass", "End": True}}, type="EXPRESS")["stateMachineArn"]
    done = sfn.start_execution(stateMachineArn=arn, name="done")["executionArn"]
    ended(done)
    missing = arn.replace(":errors", ":missing")
    tags = [{"key": str(n), "value": "v"} for n in range(51)]
    pass_state = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}'
    return sorted(
        {
            error_of(sfn.describe_activity, activityArn="arn:aws:states:us-east-1:000000000000:activity:none"),
            error_of(sfn.start_execution, stateMachineArn=arn, name="done", input='{"other": 1}'),
            error_of(sfn.describe_execution, executionArn=done + "x"),
            error_of(sfn.redrive_execution, executionArn=done),
            error_of(sfn.describe_execution, executionArn="no arn"),
            error_of(sfn.create_state_machine, name="bad", definition="{}", roleArn=ROLE),
            error_of(sfn.start_execution, stateMachineArn=arn, input="{"),
            error_of(sfn.create_activity, name="a b"),
            error_of(sfn.send_task_success, taskToken="none", output="{}"),
            error_of(sfn.send_task_success, taskToken="none", output="{"),
            error_of(sfn.list_executions, stateMachineArn=arn, nextToken="none"),
            error_of(sfn.update_state_machine, stateMachineArn=arn),
            error_of(sfn.list_tags_for_resource, resourceArn=missing),
            error_of(sfn.create_state_machine, name="errors", definition=pass_state.replace("P", "Q"), roleArn=ROLE),
            error_of(sfn.start_execution, stateMachineArn=missing),
            error_of(sfn.start_sync_execution, stateMachineArn=arn),
            error_of(sfn.list_executions, stateMachineArn=express),
            error_of(sfn.tag_resource, resourceArn=arn, tags=tags),
            error_of(
                sfn.create_state_machine,
                name="logs",
                definition=pass_state,
                roleArn=ROLE,
                loggingConfiguration={"level": "ALL", "destinations": []},
            ),
        }
    )


print(
    json.dumps(
        {
            "redrive": redrive(),
            "versions": versions(),
            "mapRun": map_run(),
            "express": express(),
            "errors": errors(),
        }
    )
)
