"""Errors at the structure that the potential itself relaxed (SCIENCE.md A.1), against our own RPBE single points.

`systems` names the slabs and adsorbates, `relax` relaxes them with an exported model, `dft` computes them with GPAW, `collect` compares.
Nothing here imports torch: `dft` runs with the system's Python, which has GPAW and no torch.
"""
