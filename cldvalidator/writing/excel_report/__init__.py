"""The Excel report, for the analyst and for the teams who correct source records."""

from cldvalidator.writing.excel_report.report import team_report, write_excel_report

__all__ = ["team_report", "write_excel_report"]
