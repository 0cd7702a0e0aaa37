"""The program of a Python function's process: loads the handler, then serves one invocation after the other.

Usage: python-host.py FILE NAME. The lines on descriptor 3 are described in ../wire.ts; errors and results have the
shape that Lambda's Python runtimes give them.
"""

import base64
import importlib.util
import json
import os
import sys
import time
import traceback


class Context:
    """The context object of Lambda's Python runtimes."""

    identity = None
    function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
    function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "")
    memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "")
    log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME", "")
    log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME", "")

    def __init__(self, request_id, deadline, arn, client_context):
        self.aws_request_id = request_id
        self.invoked_function_arn = arn
        self.client_context = ClientContext(client_context) if client_context else None
        self._deadline = deadline

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class ClientContext:
    def __init__(self, text):
        value = json.loads(base64.b64decode(text))
        self.custom = value.get("custom")
        self.env = value.get("env")
        self.client = value.get("client")


class InitFailure(Exception):
    def __init__(self, error_type, message, stack):
        super().__init__(message)
        self.error_type = error_type
        self.stack = stack


def import_module(path):
    folder, name = os.path.split(path)
    name = os.path.splitext(name)[0]
    sys.path.insert(0, folder)
    try:
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module
    except SyntaxError as e:
        place = '  File "%s" Line %s\n    %s' % (e.filename, e.lineno, (e.text or "").rstrip("\n"))
        raise InitFailure("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (name, e), [place])
    except ImportError as e:
        raise InitFailure("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (name, e), [])


def load(path, name):
    module = import_module(path)
    for candidate in name.split(","):
        if hasattr(module, candidate):
            return getattr(module, candidate)
    shown = os.path.splitext(os.path.basename(path))[0]
    raise InitFailure(
        "Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (name.split(",")[0], shown), []
    )


def failure(error_type, message, request_id, stack):
    return json.dumps(
        {"errorMessage": message, "errorType": error_type, "requestId": request_id, "stackTrace": stack}
    )


def stack_of(error):
    """The frames of the handler's own code, without this file's, and without the marks below a line."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != __file__]
    frames = [f for f in frames if not f.filename.startswith("<frozen importlib")]
    return [
        '  File "%s", line %s, in %s\n%s' % (f.filename, f.lineno, f.name, "    %s\n" % f.line if f.line else "")
        for f in frames
    ]


def describe(error, request_id):
    return failure(type(error).__name__, str(error), request_id, stack_of(error))


def invoke(handler, payload, context):
    try:
        event = json.loads(payload) if payload else {}
        result = handler(event, context)
    except Exception as e:
        return "E", describe(e, context.aws_request_id)
    try:
        # Bytes are the response as it is, as on Lambda; a line break in JSON text is whitespace.
        if isinstance(result, bytes):
            return "R", result.decode("utf-8").replace("\r", " ").replace("\n", " ")
        return "R", json.dumps(result, ensure_ascii=False, allow_nan=False)
    except Exception as e:
        message = "Unable to marshal response: %s" % e
        return "E", failure("Runtime.MarshalError", message, context.aws_request_id, [])


def set_trace(trace):
    """Where Lambda's runtime has the trace of an invocation."""
    if trace:
        os.environ["_X_AMZN_TRACE_ID"] = trace
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)


def main():
    # Descriptors above 2 are not inherited by what a handler starts (PEP 446 makes this the default of subprocess).
    os.set_inheritable(3, False)
    # The server's end of the socket does not block; this one has to, since Python waits in reading.
    os.set_blocking(3, True)
    requests = os.fdopen(os.dup(3), "r", encoding="utf-8", newline="\n")
    answers = os.fdopen(3, "w", encoding="utf-8", errors="backslashreplace", newline="\n")

    def send(letter, payload):
        answers.write(letter + payload + "\n")
        answers.flush()

    try:
        handler = load(sys.argv[1], sys.argv[2])
    except InitFailure as e:
        print("[ERROR] %s: %s" % (e.error_type, e), file=sys.stderr)
        send("F", failure(e.error_type, str(e), "", e.stack))
        return
    except Exception as e:
        traceback.print_exc()
        send("F", describe(e, ""))
        return
    send("I", "")
    for line in requests:
        request_id, timeout_ms, arn, tail, trace, client_context, payload = line.rstrip("\n").split("\t", 6)
        set_trace(trace)
        context = Context(request_id, int(time.time() * 1000) + int(timeout_ms), arn, client_context)
        begun_at = time.perf_counter()
        letter, answer = invoke(handler, payload, context)
        took = int((time.perf_counter() - begun_at) * 1e6)
        sys.stdout.flush()
        sys.stderr.flush()
        if tail == "1":
            for output in (1, 2):
                os.write(output, ("\0end %s\n" % request_id).encode())
        send(letter, "%d %s" % (took, answer))


if __name__ == "__main__":
    main()
