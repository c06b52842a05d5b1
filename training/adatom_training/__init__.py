"""Training, evaluation and export of Adatom's embedded interatomic potential."""
