"""A gRPC server for grpc_client_test.cpp: grpc_server.py SOCKET. Prints a line when it serves."""
import sys
import time
from concurrent import futures

import grpc


def echo(request, context):
    return request


def metadata(request, context):
    pairs = dict(context.invocation_metadata())
    return pairs.get('containerd-namespace', '').encode()


def refuse(request, context):
    context.abort(grpc.StatusCode.NOT_FOUND, 'no container "%s": 100 %%' % request.decode())


def slow(request, context):
    time.sleep(30)
    return b''


def count(request, context):
    for number in range(int(request)):
        yield b'%d' % number


def forever(request, context):
    yield b'first'
    while context.is_active():
        time.sleep(0.01)


handlers = {
    'Echo': grpc.unary_unary_rpc_method_handler(echo),
    'Metadata': grpc.unary_unary_rpc_method_handler(metadata),
    'Refuse': grpc.unary_unary_rpc_method_handler(refuse),
    'Slow': grpc.unary_unary_rpc_method_handler(slow),
    'Count': grpc.unary_stream_rpc_method_handler(count),
    'Forever': grpc.unary_stream_rpc_method_handler(forever),
}
server = grpc.server(futures.ThreadPoolExecutor(8), options=[('grpc.max_receive_message_length', -1)])
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler('test.Service', handlers),))
server.add_insecure_port('unix:' + sys.argv[1])
server.start()
print('ready', flush=True)
server.wait_for_termination()
