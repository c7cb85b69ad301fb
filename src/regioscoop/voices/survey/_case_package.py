"""The means of a survey as rows of the table ``survey`` of a cases package."""

from __future__ import annotations

import pandas as pd

from regioscoop.voices.survey._analysis import Survey
from regioscoop.voices.survey._instrument import BODY


def survey_rows(survey: Survey, source: str) -> pd.DataFrame:
    """Means per region and body of each side of legitimacy, of the scales that may be used.

    Parameters
    ----------
    survey
        The analysis.
    source
        Id of the source of the rows, in the package.

    Returns
    -------
    DataFrame
        region, date (the wave), body, construct (the side), mean, low, high, answered, asked (empty where not
        known), source, passage; rounded to two decimals, in order.
    """
    instrument = survey.instrument
    side_of = {scale: side for side, scale in instrument.scale_of_side.items()}
    means = survey["means"]
    own = means[(means["level"] == "region_body") & means["scale"].isin(side_of)]
    version = f"{instrument.id}, version {instrument.version}"
    rows = pd.DataFrame(
        {
            "region": own["region"],
            "date": own["wave"],
            "body": own[BODY],
            "construct": own["scale"].map(side_of),
            "mean": own["mean"].round(2),
            "low": own["low"].round(2),
            "high": own["high"].round(2),
            "answered": own["answered"].astype(int),
            "asked": own["asked"].map(lambda n: "" if pd.isna(n) else int(n)).astype("object"),
            "source": source,
            "passage": version,
        }
    )
    return rows.sort_values(["region", "date", "body", "construct"], ignore_index=True)
