"""The fast way to what the loops of the chapters define, behind two calls.

`correlate` slides a bank of filters over a volume; `adjoint` sends slopes back through it. Both are
handed checked arguments: arrays, and for each direction the `Axis` of its windows. `engine` says
which of three ways `correlate` takes (`taps`, `runs`, `fourier`) and what its numbers can be
trusted for. Pools, whose windows need no weights, have `sliding`; `im2col` writes down its windows
as `runs` does. `together` shares out work between two processors.
"""

from convdemo._fast.adjoint import adjoint
from convdemo._fast.engine import correlate

__all__ = ["adjoint", "correlate"]
