"""Files of people who do not exist: valid ones of any size, and ones with planted faults."""

from cldvalidator.synthetic_data.faults import Ledger, Planted, ledger_content, plant
from cldvalidator.synthetic_data.faults_across import plant_across
from cldvalidator.synthetic_data.generator import generate, write_csv

__all__ = ["Ledger", "Planted", "generate", "ledger_content", "plant", "plant_across", "write_csv"]
