import streamlit as st
st.number_input("lr",0.0,1.0,0.1,key="lr",bind="query-params",persist_state="session")
st.write("train")
