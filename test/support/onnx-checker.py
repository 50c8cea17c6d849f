"""Checks ONNX files as their format's own library does and infers their shapes.

Reads the paths of files, one a line; writes one JSON object a line: {"error": text} or {"shapes": {tensor: [sides]}}.
"""

import json
import sys

import onnx
from onnx import checker, shape_inference


def side(dimension):
    if dimension.HasField("dim_value"):
        return dimension.dim_value
    return dimension.dim_param or "?"


def inspect(path):
    try:
        model = onnx.load(path)
        checker.check_model(model, full_check=True)
        graph = shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph
    except Exception as error:
        return {"error": str(error)}
    values = [value for value in [*graph.input, *graph.value_info, *graph.output] if value.type.tensor_type.HasField("shape")]
    return {"shapes": {value.name: [side(dimension) for dimension in value.type.tensor_type.shape.dim] for value in values}}


for line in sys.stdin:
    print(json.dumps(inspect(line.rstrip("\n"))))
