"""Hands an order to the carrier."""

import os


def lambda_handler(event, context):
    return {
        "orderId": event["orderId"],
        "charge": event["payment"]["charge"],
        "parcel": f"{os.environ['STAGE']}-parcel-{event['orderId']}",
    }
